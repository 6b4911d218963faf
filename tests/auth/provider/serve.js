// The provider of accounts of the tests: node serve.js PORT REDIRECT_URI. Says "ready" when it is.
// Whoever types a name there is that person, with that name at riverbend.example; only Sam's address is not vouched for.
import { Provider } from "oidc-provider";

const [port, redirect] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "riverbend",
      client_secret: "a secret of the two",
      redirect_uris: [redirect],
    },
  ],
  claims: { email: ["email", "email_verified"] },
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  findAccount: (_, name) => ({
    accountId: name,
    claims: () => ({ sub: name, email: `${name}@riverbend.example`, email_verified: name !== "sam" }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
