"""The fields of a Telegram message that are no content: how it was sent, and what service messages tell.

Every field of Bot API's Message stands in one place: `shapes.Message` (read), here, or core's table of kinds. A test
walks the newest Message, so that a kind that Telegram adds gets its rule before it comes as a surprise.
"""

#: how a message was sent, never what it is; a live photo also comes as a photo
MANNERS = frozenset(
    """
    direct_messages_topic sender_boost_count sender_business_bot sender_tag receiver_user ephemeral_message_id
    guest_query_id business_connection_id forward_origin is_automatic_forward external_reply reply_to_story
    reply_to_checklist_task_id reply_to_poll_option_id via_bot guest_bot_caller_user guest_bot_caller_chat
    has_protected_content is_from_offline is_paid_post author_signature paid_star_count link_preview_options
    suggested_post_info effect_id live_photo show_caption_above_media has_media_spoiler reply_markup forward_date
    forward_from forward_from_chat forward_from_message_id forward_sender_name forward_signature
    """.split()  # noqa: SIM905 - forty quoted names would hide what they are
)
#: what happened to a topic -> how core names it
TOPIC_CHANGES = {
    "forum_topic_closed": "closed",
    "forum_topic_reopened": "reopened",
    "forum_topic_edited": "edited",
}
#: what happened in a chat: nobody's words, so nothing to pass on
SERVICES = frozenset(
    """
    new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo
    delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created
    message_auto_delete_timer_changed migrate_from_chat_id pinned_message successful_payment refunded_payment
    users_shared chat_shared user_shared gift_upgrade_sent connected_website write_access_allowed passport_data
    proximity_alert_triggered boost_added chat_background_set checklist_tasks_done checklist_tasks_added
    direct_message_price_changed forum_topic_created general_forum_topic_hidden general_forum_topic_unhidden
    giveaway_created giveaway_completed managed_bot_created paid_message_price_changed poll_option_added
    poll_option_deleted suggested_post_approved suggested_post_approval_failed suggested_post_declined
    suggested_post_paid suggested_post_refunded video_chat_scheduled video_chat_started video_chat_ended
    video_chat_participants_invited web_app_data community_chat_added community_chat_removed community_chat_joined
    """.split()  # noqa: SIM905
) | frozenset(TOPIC_CHANGES)
