/** The console's context path: cookies belong to it, and every page lies under it. */
export const consolePath = "/mocana-app-control";

/** Where `loginMode: "redirect"` sends a request without a session. */
export const loginPagePath = `${consolePath}/login.html`;

function page(
  title: string,
  content: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const html = `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body>\n${content}\n</body>\n</html>\n`;
  return new Response(html, {
    status,
    headers: { "Content-Type": "text/html;charset=UTF-8", ...headers },
  });
}

/** The login form, with status 200 as Tomcat forwards to it. Sandbox assumption (reference decision 1). */
export function loginPage(message = ""): Response {
  const form = [
    "<h1>Policy console (Signwright sandbox)</h1>",
    ...(message === "" ? [] : [`<p class="error">${message}</p>`]),
    '<form method="post" action="j_security_check">',
    '<input type="text" name="j_username">',
    '<input type="password" name="j_password">',
    '<input type="submit" value="Log in">',
    "</form>",
  ];
  return page("Login", form.join("\n"), 200, { "Cache-Control": "no-store" });
}

/** A page as Tomcat itself writes for its refusals. Sandbox assumption (reference decision 4). */
export function containerError(status: 200 | 400 | 403 | 404 | 405 | 408 | 500, description: string): Response {
  return page(
    `HTTP Status ${String(status)}`,
    `<h1>HTTP Status ${String(status)}</h1>\n<p><b>Description</b> ${description}</p>`,
    status,
  );
}
