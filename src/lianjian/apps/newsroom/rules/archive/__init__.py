"""Bringing the archive home: unpack files, read their text, set it in house style, recognise what stands where.

Bytes and text in, values out. Nothing here touches the disk or the database.
"""
