/** The county's directory (通讯录) as it was read, in our words; null = the entry does not say. */
export interface DirectorySource {
  departments: readonly SourceDepartment[]
  people: readonly SourcePerson[]
  /** Whether the mapping names an attribute for 岗位: only then are posts looked at. */
  mapsPosts: boolean
  /** What could not be read and is somebody else's (referrals to other servers), in Chinese. */
  notes: readonly string[]
}

export interface SourceDepartment {
  externalId: string | null
  name: string | null
  parentExternalId: string | null
}

export interface SourcePerson {
  externalId: string | null
  username: string | null
  name: string | null
  departmentExternalId: string | null
  phone: string | null
  email: string | null
  posts: readonly string[]
}
