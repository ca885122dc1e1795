"""Files as received to grids of cells: every format, what the eye sees of a cell, and what lies beside the cells."""
