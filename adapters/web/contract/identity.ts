import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Id, Instant, nullable } from './schema.js'

const Address = Type.String({ minLength: 8, maxLength: 500, pattern: '^https?://[^\\s]+$' })
const providerFields = {
  enabled: Type.Boolean(),
  name: Type.String({ minLength: 1, maxLength: 30, description: '登录页按钮上的名称' }),
  issuer: Type.String({ ...Address, description: '签发者（issuer）地址，须为 https' }),
  clientId: Type.String({ minLength: 1, maxLength: 200 }),
  /** An e-mail address can be had by anybody who changes his own: it names nobody. */
  claim: Type.String({ pattern: '^(?!email$)[A-Za-z][\\w:./-]{0,99}$', description: '指明人员的声明，如 sub、phone_number、employee_number；不能是 email' }),
  matches: Type.Union([Type.Literal('username'), Type.Literal('phone'), Type.Literal('externalId')]),
  publicUrl: Type.String({ ...Address, description: '浏览器访问本系统的地址，如 https://flow.example.gov.cn' }),
}
export const IdentityProvider = closed({
  ...providerFields,
  hasSecret: Type.Boolean(),
  /** To be registered at the provider: where it sends browsers back to, and where it tells that somebody has signed out there. */
  callback: Type.String(),
  logoutAddress: Type.String(),
})
export type IdentityProvider = Static<typeof IdentityProvider>
/** `clientSecret` absent = as it is; empty = none. */
export const IdentityProviderInput = closed({ ...providerFields, clientSecret: Type.Optional(Type.String({ maxLength: 500 })) })
export type IdentityProviderInput = Static<typeof IdentityProviderInput>

/** Settings that let people in, waiting for a security administrator. */
export const IdentityProposal = closed({
  id: Id, proposedByName: Type.String(), proposedAt: Instant,
  provider: IdentityProvider,
  /** The secret is another one. */
  changesSecret: Type.Boolean(),
})
export type IdentityProposal = Static<typeof IdentityProposal>
const both = closed({ provider: nullable(IdentityProvider), proposal: nullable(IdentityProposal) })

export const IdentityLink = closed({ id: Id, subject: Type.String(), issuer: Type.String(), userId: Id, userName: Type.String(), username: nullable(Type.String()), linkedAt: Instant })
export type IdentityLink = Static<typeof IdentityLink>

const identity = { tag: '统一身份认证', access: 'administer_organisation' } as const
const confirming = { tag: '统一身份认证', access: 'grant_roles' } as const
const proposalId = closed({ id: Id })

export const identityEndpoints = [
  endpoint({
    method: 'POST', path: '/sessions/current/logout', operationId: 'endSession', summary: '退出登录，并取得统一身份认证的退出地址', tag: '会话', access: 'authenticated',
    responses: { 200: closed({ leaveFor: nullable(Type.String({ description: '浏览器随后前往的地址；null = 回登录页' })) }) },
  }),
  endpoint({
    ...identity, method: 'GET', path: '/admin/identity-provider', operationId: 'readIdentityProvider', summary: '统一身份认证设置',
    responses: { 200: both },
  }),
  endpoint({
    ...identity, method: 'PUT', path: '/admin/identity-provider', operationId: 'saveIdentityProvider', summary: '保存统一身份认证设置；让人登录的改动经安全管理员确认后生效', body: IdentityProviderInput,
    responses: { 200: both },
  }),
  endpoint({
    ...confirming, method: 'GET', path: '/admin/identity-proposal', operationId: 'readIdentityProposal', summary: '待确认的统一身份认证设置，连同现行的', responses: { 200: both },
  }),
  endpoint({
    ...confirming, method: 'POST', path: '/admin/identity-proposal/{id}/confirm', operationId: 'confirmIdentityProposal', summary: '确认统一身份认证设置，立即生效', params: proposalId,
    responses: { 200: both },
  }),
  endpoint({
    ...confirming, method: 'POST', path: '/admin/identity-proposal/{id}/reject', operationId: 'rejectIdentityProposal', summary: '退回统一身份认证设置，现行设置不变', params: proposalId,
    responses: { 200: both },
  }),
  endpoint({
    ...identity, method: 'POST', path: '/admin/identity-provider/check', operationId: 'checkIdentityProvider', summary: '检查统一身份认证是否连得上',
    responses: { 200: closed({ reachable: Type.Boolean(), message: Type.String() }) },
  }),
  endpoint({
    ...identity, method: 'GET', path: '/admin/identity-links', operationId: 'listIdentityLinks', summary: '已绑定统一身份账号的人员',
    responses: { 200: closed({ data: Type.Array(IdentityLink) }) },
  }),
  endpoint({
    ...identity, method: 'DELETE', path: '/admin/identity-links/{id}', operationId: 'removeIdentityLink', summary: '解除统一身份账号的绑定', params: closed({ id: Id }),
    responses: { 204: null },
  }),
] as const
