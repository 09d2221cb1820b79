"""The alphabet of the codes that people read from a poster or from paper and type."""

# No look-alikes: without 0 O, 1 I, 2 Z, 5 S, 8 B, U V. 24 characters, 8 of them: 1.1 × 10^11 codes.
ALPHABET = "34679ACDEFGHJKLMNPQRTWXY"
LENGTH = 8


def plain(text: str) -> str:
    """A code as it is kept, from what somebody typed or scanned; case, spaces and hyphens do not matter."""
    return "".join(character for character in text.upper() if character.isalnum())
