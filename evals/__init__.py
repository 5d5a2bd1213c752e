"""Quality: what is measured, on what, and the floors that a change may not break."""
