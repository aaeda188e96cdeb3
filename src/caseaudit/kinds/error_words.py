"""Errors of formulas kept as text: `#REF!`, `#WERT!`, `#NV`, `Err:502`, `#UNPARSEABLE`."""

from __future__ import annotations

import re

from caseaudit.kinds.spelling import listed

_LONGEST = 40
ERROR_SIGNS = "#='EeFfОо "
"""What an error begins with: a quick answer for the texts that are none."""

_WITH_SIGN = re.compile(r"#[\u00a1\u00bf]?[^\W\d_][\w'\u2019]*(?:/(?:0|\w))?[!?]")
"""A word of any language between `#` and `!` or `?`, as spreadsheets write their errors."""

_OTHER = re.compile(r"(?:err|fehler|erreur|errore|ошибка):\s?5\d\d|error 20\d\d", re.IGNORECASE)
"""The errors of LibreOffice, and those of Excel as a macro writes them."""

_WORDS = listed(  # English, and what other programs write
    "ref n/a name value div/0 null num spill calc field blocked connect busy unknown getting_data python external "
    "error deleted func type size unparseable circular divide_by_zero no_match invalid_ref invalid_value "
    "invalid_operation invalid_data_type invalid_column_value incorrect_argument_set circular_reference "
    "boolean_expected number_expected nested_criteria permission_error unsupported_cross-sheet_formula overflow "
    "n.a. na "
    # German, French, Spanish, Italian, Portuguese, Dutch
    "bezug wert nv zahl überlauf kalk feld valeur nom nombre nul propagation champ épars bloqué connexion occupé "
    "inconnu valor nombre nulo n/d desbordamiento cálculo valore rif nome nullo espansione núm despejar campo "
    "verw waarde naam getal n/b leeg deel/0 overloop "
    # Danish, Norwegian, Swedish, Finnish
    "værdi reference navn i/t division/0 overløb verdi navn i/a värdefel referens namn ogiltigt saknas! saknas "
    "skärning spill puuttuu viittaus arvo nimi luku tyhjä jako/0 "
    # Polish, Czech, Slovak, Hungarian, Slovene, Turkish
    "adr arg nazwa liczba zero dziel/0 n/d! hodnota odkaz název číslo není_k_dispozici dělení_nulou názov "
    "neplatná érték hiv név szám hiányzik zéróosztó nulla vredn sklic ime štev n/v del/0 değer başv ad sayi sayı "
    "yok boş sayi/0 "
    # Russian, Ukrainian, Bulgarian, Greek
    "ссылка знач имя число н/д дел/0 пусто перенос посилання ім'я стойност име τιμη! τιμή αναφ ονομα όνομα αριθ "
    "δ/υ διαιρ/0 κενο κενό "
)


def is_error(text: str) -> bool:
    """Whether a text is an error of a formula, of any language of Excel, with or without its closing sign."""
    if len(text) > _LONGEST:
        return False
    text = text.strip().lstrip("='")
    if text[:1] != "#":
        return _OTHER.fullmatch(text) is not None
    if text.startswith("#N/A ") or (text == text.upper() and _WITH_SIGN.fullmatch(text)):
        return True
    return "_".join(text[1:].lstrip("\u00a1\u00bf").rstrip("!?").casefold().split()) in _WORDS
