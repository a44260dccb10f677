import { maskIdNumber, maskPhone } from '#processes/foundation/documents/mask'
import type { Applicant } from '#processes/foundation/case/case_rows'

/** A name in public: the first character, the rest hidden; of a company's, the first and last two. */
export function maskName(name: string): string {
  const characters = [...name.trim()]
  if (characters.length <= 1) return characters.length === 0 ? '' : '*'
  if (characters.length <= 4) return characters[0]! + '*'.repeat(characters.length - 1)
  return `${characters.slice(0, 2).join('')}${'*'.repeat(characters.length - 4)}${characters.slice(-2).join('')}`
}

/** What a public page shows of an applicant. */
export const maskedApplicant = ({ name, idNumber, phone }: Applicant) => ({ name: maskName(name), idNumber: maskIdNumber(idNumber), phone: maskPhone(phone) })

/** A title without the names of people in it. */
export const maskedTitle = (title: string, { name, contact, agent }: Applicant): string =>
  [name, contact, agent].filter((one) => [...one].length >= 2).reduce((text, one) => text.replaceAll(one, maskName(one)), title)
