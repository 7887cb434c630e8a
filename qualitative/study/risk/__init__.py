"""What is left to tell who is who, after everything was masked: counted, sampled, looked up; said as tests, never as a score.

The danger: "anonymised" written over notes that colleagues recognise. So each test says passed, failed or not measured,
no total is shown (a total becomes a badge), and the report says in the regulator's words what these texts are:
pseudonymised personal data. One method of the field a file; `verdicts` judges each,
`assessing` brings them together, `telling` and `writing` tell them.
"""
