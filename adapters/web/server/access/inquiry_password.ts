import type { CaseRow } from '#processes/foundation/case/case_rows'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import { rolePrincipal } from '#processes/foundation/organisation/create_directory'
import type { Login } from '../accounts/login.js'
import { showsInquiryPassword } from '../documents/render_document.js'
import type { WebServices } from '../web_services.js'

/**
 * Whether this login gets the document without the inquiry password it shows. The password is the applicant's own key to his case: only the
 * window that hands him the paper sees it; handlers, supervisors and agents would keep it after their own sight of the case has ended.
 */
export async function inquiryPasswordIsWithheld({ engine }: Pick<WebServices, 'engine'>, login: Pick<Login, 'principals'>, document: IssuedDocumentRow): Promise<boolean> {
  if (document.caseKey === null || !(await showsInquiryPassword({ engine }, document))) return false
  const row = (await engine.businessRows.find('case_records', document.caseKey)) as unknown as CaseRow | null
  return row === null || !login.principals.includes(rolePrincipal('window_clerk', row.department))
}
