"""People and appointments from a member register's CSV or Excel file: file → table → records. Knows no database.

The table is read in a process of its own; :mod:`members.operations.people_import` compares the records with what is known.
"""
