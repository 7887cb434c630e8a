"""The explorer: a browser's way to every act of `study`, for one study and one person.

The danger: a page that decides for itself what may be read, or counts differently from a draft. So pages lay out what
an Access (`study.access`) gives them and call its acts; they open no store and apply no rule of disclosure.
The only place with streamlit. `main` navigates; `pages/` holds a page a file; the rest is what pages share.
"""
