"""The web door: pages for citizens and officers, and the API beside them."""
