import type { Page } from '@playwright/test';

import { expect } from './fixtures';

/** A GraphQL response as far as the tests look into it. */
export interface Result<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** How the operation of a tab begins, as Monaco paints it, with non-breaking spaces. */
const operation = (tab: string) => new RegExp(`(query|mutation)\\s${tab}\\W`);

/** The playground as a person uses it: open a tab, fill in the variables, run. */
export class PlaygroundPage {
  constructor(private readonly page: Page) {}

  /** Opens the page and waits until the editor is there; returns the policy the page came with. */
  async open(): Promise<string> {
    const response = await this.page.goto('/graphiql');
    await expect(this.page.locator('.graphiql-query-editor .view-lines')).toContainText('signUpPolicy');
    await expect(this.variables).toBeVisible();
    return response?.headers()['content-security-policy'] ?? '';
  }

  /** Brings the example of a tab into the editors. */
  async openTab(tab: string) {
    await this.page.getByTitle(tab, { exact: true }).click();
    await expect(this.page.locator('.graphiql-query-editor .view-lines')).toContainText(operation(tab));
  }

  /** Runs the example of a tab, with other variables if given, and returns what the API answered. */
  async run<Data>(tab: string, variables?: Record<string, unknown>): Promise<Result<Data>> {
    await this.openTab(tab);
    if (variables) await this.pasteVariables(variables);
    const answered = this.page.waitForResponse(
      (response) =>
        response.url().endsWith('/graphql') &&
        (response.request().postDataJSON() as { operationName?: string }).operationName === tab,
    );
    await this.page.getByRole('button', { name: /^Execute query/ }).click();
    return (await (await answered).json()) as Result<Data>;
  }

  /** The text that the response pane shows. */
  get response() {
    return this.page.locator('.graphiql-response .view-lines');
  }

  /** The text of the variables editor, as far as it shows. */
  get variables() {
    return this.page.locator('.graphiql-editor-tool .graphiql-editor:visible .view-lines');
  }

  /** Pastes over what is there: typed key by key, the editor would add closing brackets of its own. */
  private async pasteVariables(variables: Record<string, unknown>) {
    const text = JSON.stringify(variables);
    await this.variables.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(paste);
    }, text);
    // Compared without blanks, since Monaco paints them as non-breaking spaces.
    const shown = async () => (await this.variables.innerText()).replaceAll(/\s/g, '');
    await expect.poll(shown).toBe(text.replaceAll(/\s/g, ''));
  }
}
