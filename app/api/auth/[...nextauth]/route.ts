import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/options";

interface AuthRoute {
  params: Promise<{ nextauth: string[] }>;
}

async function handler(request: Request, route: AuthRoute): Promise<Response> {
  const answer: unknown = await NextAuth(request as never, route, authOptions());
  return answer as Response;
}

export { handler as GET, handler as POST };
