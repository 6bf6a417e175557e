/** Pages are fetched when somebody goes there first. */
export { lazy } from "~/components/lazy";
