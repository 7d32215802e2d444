"""The wall between the marker and the code of strangers.

Inside of it: `zygote` loads the libraries once and starts a process for each notebook, `confine`
takes that process's rights away, `answering` runs the cells and sends what they give, `relay`
passes that on and keeps the limits. Outside: `worker` starts all this and talks with it, `inbox`
reads what comes back, `bubblewrap` or `container` builds the room, `filters` lists the system
calls that a notebook may use, `levels` tries whether the wall holds.
"""
