"""Pages and mails for whoever installs nothing: arriving, one's own page, the same acts as in the chat."""
