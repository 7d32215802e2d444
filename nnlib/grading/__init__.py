"""The marker: a folder of notebooks whose code nobody trusts, marked on your own machine.

An answer is data. The notebook's code runs in a sandbox that holds Python, NumPy, matplotlib and
this library without its catalogues; it is sent inputs and returns outputs. What is right, how near
is near enough, the verdicts and everybody else's work stay outside.

    records      what goes into the marker and what comes out, as data
    names        names that strangers chose
    files        files that strangers made, opened with care
    notebook     the cells of one file
    archive      what lies in a zip file, which is never unpacked
    walk         the files of one learner
    not_theirs   our own answers among them, and a whole class that looks like one learner
    collect      the whole folder of submissions
    plain        the data that may cross the wall
    cells        which cells an answer needs, and where it is asked for
    sandbox/     the wall: the process inside, the one outside, and what keeps them apart
    assignment   what each lesson asks for
    remarks      what is said of a notebook beside its marks
    marking      from the bytes of a notebook to a record
    marker       one notebook after another; a failure of ours is no learner's zero
    gradebook    the records, in a file that survives being killed
    runner       many notebooks at once, in processes of this machine
    cluster      the same on a Dask cluster
    reports/     what is given back: to learners, to the instructor, to Canvas and Moodle
    results      the reports, the lines in the terminal and the exit code of a run
    merging      the gradebooks of several markers, put together
    options      what can be typed
    command      python -m nnlib grade
"""
