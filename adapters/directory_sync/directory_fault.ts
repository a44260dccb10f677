/** Why the directory could not be read to its end; `message` is Chinese, for the administrator. */
export class DirectoryFault extends Error {}
