"""What protects: « Ça ne va pas », hints, messages held before they leave."""
