/** The page that a QR code opens joins by itself; where there is no script, its button does. */
import "./phone-secret.js";

const join = () => document.getElementById("join").requestSubmit();

// A page that the browser only opens ahead, in case somebody wants it, must not join anybody.
if (document.prerendering) document.addEventListener("prerenderingchange", join, { once: true });
else join();
