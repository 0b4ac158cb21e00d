"""The known figures, told from their declarations: listed, in tables, as snippets for editors.

Reading a declaration imports the figure's module, so this is for commands, never for a build.
"""
