"""What the company's person gives: guides of one minute, a line of thanks once a month, an attestation."""
