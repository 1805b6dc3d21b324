// Fills the catalog as the demo does, bundled apart from what `npm run build` made.
import "@/sandbox/demo/set-up";
