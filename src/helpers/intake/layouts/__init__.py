"""Layouts of the forms under the law of a day: read, compared, and drawn as blank workbooks."""
