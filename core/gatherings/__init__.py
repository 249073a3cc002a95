"""What the team invites a group to (a workshop, a forum, a company): places, waiting list, reminders, who came."""
