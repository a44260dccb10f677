import { createHmac } from 'node:crypto'
import { openText, sealText } from '../accounts/sealed_text.js'
import { derivedKey } from '../public/derived_key.js'

const PURPOSE = 'reporter-phone'

/** Whose 积分 are: a keyed hash of the phone, so that the register of one county cannot be searched by guessing numbers. */
export const reporterKey = (appKey: string, phone: string): string => createHmac('sha256', derivedKey(appKey, 'reporter')).update(phone).digest('base64url')

/** The phone for the database, bound to its `reporterKey`. */
export const sealPhone = (appKey: string, phone: string): string => sealText(appKey, PURPOSE, phone, reporterKey(appKey, phone))

/** The phone again; null when the seal is not of this installation, was changed, or belongs to another reporter. */
export const openPhone = (appKey: string, sealed: string, key: string): string | null => openText(appKey, PURPOSE, sealed, key)
