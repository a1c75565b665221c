"""What the hub and a village station must agree on: documents, catalogues, packs, signatures.

Nothing in here talks to a network, and nothing here imports the hub or the station. The *trusted core*, small
enough to read in an evening, is six modules: ``schemes``, ``trust``, ``refreshing``, ``merkle``,
``catalogue``, ``packs``. What they accept is what a village reads.
"""
