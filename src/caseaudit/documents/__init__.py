"""What people read, before it takes a form: the guide and the empty tracker."""
