"""What is kept of somebody: reading it, correcting it, having it erased; and what she is told about it."""
