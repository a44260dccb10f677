/** Where the county's directory (通讯录) is and how its entries are read, as the system administrator has set it. */
export interface SyncSettings {
  kind: 'ldap' | 'http'
  /** `ldaps://host:636`, `ldap://…` (STARTTLS, unless it is this machine), or `https://…/people`. */
  url: string
  /** LDAP: who reads; empty = anonymously. */
  bindDn: string
  /** Password of `bindDn`, or token of HTTP (`Authorization: Bearer`). */
  secret: string
  /** LDAP: below which entry is searched. */
  base: string
  departmentFilter: string
  peopleFilter: string
  attributes: SyncAttributes
  /** How texts of LDAP, and of HTTP without a charset of its own, are written. */
  encoding: 'utf-8' | 'gb18030'
  /** Certificate of the county's own authority (PEM); empty = those every machine knows. */
  certificate: string
  /** More people leaving or moved than this, of a hundred, stops until somebody has said yes. */
  mostLeavingPercent: number
  /** Every night, as far as nothing stands against it; else only when asked. */
  nightly: boolean
}

/**
 * LDAP: names of attributes, `dn` for the entry's own name and `@parent` for that of the entry above it. HTTP: names of fields, `a.b` for one inside another.
 * Empty = not there: allowed where people can do without.
 */
export interface SyncAttributes {
  personId: string
  username: string
  name: string
  /** Of a person: the id of his unit. */
  personDepartment: string
  phone: string
  email: string
  /** 岗位; empty = posts are kept by hand. */
  post: string
  departmentId: string
  departmentName: string
  /** Of a unit: the id of the one above it. */
  departmentParent: string
}

/** The entry's own name. */
export const OWN_DN = 'dn'
/** The name of the entry above it. */
export const PARENT_DN = '@parent'

/** The settings would send the secret somewhere else, or as somebody else: it has to be given anew. */
export const isOtherDirectory = (before: SyncSettings, after: Pick<SyncSettings, 'kind' | 'url' | 'bindDn'>): boolean =>
  before.kind !== after.kind || before.url !== after.url || before.bindDn !== after.bindDn
