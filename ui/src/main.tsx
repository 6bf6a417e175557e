import "~/styles/index.css";
import { render } from "preact";
import { Shell } from "~/app/Shell";

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no place for the app.");
render(<Shell />, root);
