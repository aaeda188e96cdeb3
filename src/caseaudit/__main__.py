"""`python -m caseaudit` is `caseaudit`."""

from caseaudit.cli import main

if __name__ == "__main__":
    main()
