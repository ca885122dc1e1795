"""Imported before nbformat, spares it a grammar of internationalised web addresses.

jsonschema compiles that grammar, if the package for it is there, whenever it is imported, which takes longer than
importing pandas; no schema of notebooks or manifests asks for such an address to be checked.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # ty: ignore[no-matching-overload] - None says: not to be imported
