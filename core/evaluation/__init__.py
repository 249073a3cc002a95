"""What a proactive approach is worth: indicators defined once, small cells hidden, and what cannot be said, said."""
