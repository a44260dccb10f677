import type { UserId } from '#engine/model/principal'

/** 单位. `county` is the one root; offices (科室) lie under a department. */
export interface Department {
  id: string
  /** Full name, 长沙县市场监督管理局. */
  name: string
  /** 市监局. */
  shortName: string
  kind: 'county' | 'department' | 'town' | 'street' | 'community' | 'office'
  parentId: string | null
  /** Position among its siblings. */
  order: number
  /** Three digits of the 办件编号. */
  code: string
  /** 发文代字, e.g. `长县市监`; null where the unit issues no documents. */
  documentPrefix: string | null
  address: string | null
  /** 咨询电话. */
  phone: string | null
  /** 监督电话. */
  supervisionPhone: string | null
  /** Office hours of its own; null = the county's. Minutes after midnight, ascending. */
  officeHours: readonly { fromMinute: number; toMinute: number }[] | null
  active: boolean
  /** What the county's directory knows it by; unique. */
  externalId?: string | null
}

/** 人员. Credentials are no part of it. */
export interface Person {
  id: UserId
  username: string
  name: string
  departmentId: string
  superiorId: UserId | null
  phone: string | null
  /** For notices. */
  email?: string | null
  active: boolean
  /** What the county's directory and identity provider know him by (工号, 统一身份号); unique. */
  externalId?: string | null
  /** A synchronisation has met him in the county's directory: his account ends when he is no longer in it. */
  isFromDirectory?: true
}

/** 岗位: held by any number of people. */
export interface Post {
  id: string
  name: string
  departmentId: string
  holders: readonly UserId[]
}

/** A role, in a department. Principals made of it: `role:R@dept:D` and `role:R`. */
export interface RoleGrant {
  userId: UserId
  role: RoleId
  departmentId: string
}

/** 代理: `deputyId` sees and does the work of `userId` within the period (epoch ms, `toMs` exclusive). */
export interface Deputy {
  id: string
  userId: UserId
  deputyId: UserId
  fromMs: number
  toMs: number
  /** Roles that are covered; null = all of them and work assigned by name. */
  roles: readonly RoleId[] | null
}

export interface OrganisationSnapshot {
  departments: readonly Department[]
  people: readonly Person[]
  posts: readonly Post[]
  grants: readonly RoleGrant[]
  deputies: readonly Deputy[]
}

export type RoleId =
  | 'window_clerk'
  | 'handler'
  | 'reviewer'
  | 'approver'
  | 'issuer'
  | 'duty_officer'
  | 'duty_chief'
  | 'dispatcher'
  | 'grid_member'
  | 'process_designer'
  | 'supervisor'
  | 'display'
  | 'system_admin'
  | 'security_admin'
  | 'audit_admin'
