import { Type, type Static } from 'typebox'
import { Capability } from './capabilities.js'
import { endpoint } from './endpoint.js'
import { closed, Id, Instant, nullable } from './schema.js'

/** A post held: role R in department D. */
export const Post = closed({
  role: Type.String(),
  roleName: Type.String(),
  departmentId: nullable(Id),
  departmentName: nullable(Type.String()),
})
export const CurrentUser = closed({
  id: Id,
  username: Type.String(),
  name: Type.String(),
  departmentId: nullable(Id),
  departmentName: nullable(Type.String()),
  posts: Type.Array(Post),
  roles: Type.Array(Type.String()),
  capabilities: Type.Array(Capability),
  /** The password was set by an administrator and has to be changed first. */
  mustChangePassword: Type.Boolean(),
})
export type CurrentUser = Static<typeof CurrentUser>

export const LoginRequest = closed({
  username: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
})
export type LoginRequest = Static<typeof LoginRequest>
export const LoginResponse = closed({
  /** Bearer token; an empty string when a cookie was asked for by `X-Session: cookie`. */
  token: Type.String(),
  expiresAt: Instant,
  user: CurrentUser,
  /** To be sent as `X-CSRF-Token` with every change; only with a cookie. */
  csrfToken: Type.Optional(Type.String()),
})
export type LoginResponse = Static<typeof LoginResponse>

export const PasswordChange = closed({
  currentPassword: Type.String({ minLength: 1, maxLength: 200 }),
  newPassword: Type.String({ minLength: 1, maxLength: 200, description: '至少 10 位，含大写、小写、数字、符号中的三种，不含登录名' }),
})
export type PasswordChange = Static<typeof PasswordChange>

export const sessionEndpoints = [
  endpoint({
    method: 'POST', path: '/sessions', operationId: 'createSession', summary: '登录', tag: '会话', access: 'public',
    body: LoginRequest, responses: { 201: LoginResponse },
  }),
  endpoint({
    method: 'GET', path: '/sessions/current', operationId: 'readCurrentSession', summary: '当前登录人', tag: '会话', access: 'authenticated',
    responses: { 200: closed({ user: CurrentUser, expiresAt: Instant, csrfToken: Type.Optional(Type.String()) }) },
  }),
  endpoint({
    method: 'DELETE', path: '/sessions/current', operationId: 'deleteCurrentSession', summary: '退出登录', tag: '会话', access: 'authenticated',
    responses: { 204: null },
  }),
  endpoint({
    method: 'POST', path: '/sessions/password', operationId: 'changePassword', summary: '修改本人密码', tag: '会话', access: 'authenticated',
    body: PasswordChange, responses: { 204: null },
  }),
] as const
