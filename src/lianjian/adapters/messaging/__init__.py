"""Channels of reminders: e-mail, and the group robots of WeCom, DingTalk and Feishu. Each robot is a folder: ``wire`` what
goes over the line (its limits first), ``channel`` the sending, ``simulator`` the other side as strict as its pages say."""
