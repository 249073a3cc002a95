"""What the law says, dated: figures that end, pay, aids, and which contract may suit."""
