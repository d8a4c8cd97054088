/** The person the demo tenant belongs to; seed/demo signs them up with the same words. */
export const demo = { email: 'demo@tenantry.test', password: 'tenantry-demo' };
