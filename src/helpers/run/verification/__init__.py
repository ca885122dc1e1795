"""Public trees read as an outsider reads them: claims proved again, withheld counts attacked, links followed.

Knows nothing of the program that made the pages: no analysis and no wording.
"""
