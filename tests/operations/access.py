"""Who may ask whether the site is well: anyone, without signing in. In the scene no worker works, so it is not ready."""

from access import Line, everyone

ACCESS = {
    "operations.healthz GET": Line("/healthz", everyone(200, anyone=200)),
    "operations.readyz GET": Line("/readyz", everyone(503, anyone=503)),
}
