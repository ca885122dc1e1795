"""What analysts call in JupyterLab: figures, comparisons, charts and tables of any scope and period."""
