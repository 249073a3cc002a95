"""The counsellors' room: their young people, cards, invitations and figures on pages; the same acts as in the forum."""
