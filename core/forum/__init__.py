"""The counsellors' forum: linking it, its topics, the cards of « À traiter », the team."""
