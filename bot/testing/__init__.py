"""What plug-in authors test with: the platform contract suites, and doubles of what stands outside.

May import services and everything below. Nothing in the product imports it.
"""
