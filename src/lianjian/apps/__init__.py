"""The domain, one app a room. Top to bottom, an app imports only what stands below it.

synergy · islands · spread · matrix · (newsroom | exchange) · projects · coordination · agreements · parties
"""
