import type { WebServices } from '../web_services.js'

/** A sentence of the kernel, which knows people by their ids alone (`此件由 market_handler 办理`), with their names. */
export const withNames = ({ organisation }: Pick<WebServices, 'organisation'>, sentence: string): string =>
  sentence.replace(/ ?\b([A-Za-z][\w.-]*)\b ?/g, (whole, id: string) => organisation.directory().person(id)?.name ?? whole)
