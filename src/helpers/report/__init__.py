"""Results into pages. Notebooks take `begin` and what explores from `helpers`; the rest is imported from its module.

Nothing is imported here: a run needs `provenance` and `exporter` but draws nothing, its kernels draw but make no HTML.
"""
