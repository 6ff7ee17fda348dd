/** Enough of VS Code's default themes to look at the view in a plain browser: the variables that the style sheets use. */

export type ThemeName = 'dark' | 'light' | 'hc-dark' | 'hc-light';

interface Theme {
  /** What VS Code puts on the body. */
  readonly bodyClass: string;
  readonly colours: Readonly<Record<string, string>>;
}

const CHARTS_DARK = {
  'charts-green': '#89d185',
  'charts-red': '#f14c4c',
  'charts-yellow': '#cca700',
  'charts-orange': '#d18616',
  'charts-purple': '#b180d7',
  'testing-iconPassed': '#73c991',
  'testing-iconFailed': '#f14c4c',
  'testing-iconSkipped': '#848484',
};

const CHARTS_LIGHT = {
  'charts-green': '#388a34',
  'charts-red': '#e51400',
  'charts-yellow': '#bf8803',
  'charts-orange': '#d18616',
  'charts-purple': '#652d90',
  'testing-iconPassed': '#73c991',
  'testing-iconFailed': '#f14c4c',
  'testing-iconSkipped': '#848484',
};

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  dark: {
    bodyClass: 'vscode-dark',
    colours: {
      ...CHARTS_DARK,
      'editor-background': '#1f1f1f',
      'editor-foreground': '#cccccc',
      descriptionForeground: '#9d9d9d',
      'editorWidget-background': '#202020',
      'sideBar-background': '#181818',
      focusBorder: '#0078d4',
      'textLink-foreground': '#4daafc',
      'toolbar-hoverBackground': 'rgba(90, 93, 94, 0.31)',
      'list-hoverBackground': '#2a2d2e',
      'list-inactiveSelectionBackground': '#37373d',
      'dropdown-background': '#313131',
      'dropdown-border': '#3c3c3c',
      'dropdown-foreground': '#cccccc',
      'editorHoverWidget-background': '#202020',
      'editorHoverWidget-border': '#454545',
      'inputOption-activeBackground': 'rgba(36, 137, 219, 0.51)',
      'inputOption-activeBorder': '#2488db',
      'inputOption-activeForeground': '#ffffff',
      'inputValidation-errorBackground': '#5a1d1d',
      'inputValidation-errorBorder': '#be1100',
      errorForeground: '#f85149',
      'debugIcon-continueForeground': '#75beff',
      'debugIcon-stepOverForeground': '#75beff',
      'debugIcon-restartForeground': '#89d185',
      'debugIcon-stopForeground': '#f48771',
      'debugTokenExpression-name': '#c586c0',
      'debugTokenExpression-string': '#ce9178',
      'debugTokenExpression-number': '#b5cea8',
      'debugTokenExpression-boolean': '#4e94ce',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    colours: {
      ...CHARTS_LIGHT,
      'editor-background': '#ffffff',
      'editor-foreground': '#3b3b3b',
      descriptionForeground: '#6f6f6f',
      'editorWidget-background': '#f8f8f8',
      'sideBar-background': '#f8f8f8',
      focusBorder: '#005fb8',
      'textLink-foreground': '#005fb8',
      'toolbar-hoverBackground': 'rgba(184, 184, 184, 0.31)',
      'list-hoverBackground': '#f2f2f2',
      'list-inactiveSelectionBackground': '#e4e6f1',
      'dropdown-background': '#ffffff',
      'dropdown-border': '#cecece',
      'dropdown-foreground': '#3b3b3b',
      'editorHoverWidget-background': '#f8f8f8',
      'editorHoverWidget-border': '#c8c8c8',
      'inputOption-activeBackground': '#bed6ed',
      'inputOption-activeBorder': '#005fb8',
      'inputOption-activeForeground': '#000000',
      'inputValidation-errorBackground': '#f2dede',
      'inputValidation-errorBorder': '#be1100',
      errorForeground: '#f85149',
      'debugIcon-continueForeground': '#007acc',
      'debugIcon-stepOverForeground': '#007acc',
      'debugIcon-restartForeground': '#388a34',
      'debugIcon-stopForeground': '#a1260d',
      'debugTokenExpression-name': '#9b46b0',
      'debugTokenExpression-string': '#a31515',
      'debugTokenExpression-number': '#098658',
      'debugTokenExpression-boolean': '#0000ff',
    },
  },
  'hc-dark': {
    bodyClass: 'vscode-high-contrast',
    colours: {
      ...CHARTS_DARK,
      'charts-orange': '#d18616',
      'editor-background': '#000000',
      'editor-foreground': '#ffffff',
      descriptionForeground: 'rgba(255, 255, 255, 0.7)',
      'editorWidget-background': '#0c141f',
      'sideBar-background': '#000000',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      focusBorder: '#f38518',
      'textLink-foreground': '#21a6ff',
      'dropdown-background': '#000000',
      'dropdown-border': '#6fc3df',
      'dropdown-foreground': '#ffffff',
      'editorHoverWidget-background': '#0c141f',
      'editorHoverWidget-border': '#6fc3df',
      'inputOption-activeBorder': '#f38518',
      'inputValidation-errorBackground': '#000000',
      'inputValidation-errorBorder': '#6fc3df',
      errorForeground: '#f48771',
      'debugTokenExpression-name': '#ffffff',
      'debugTokenExpression-string': '#f48771',
      'debugTokenExpression-number': '#89d185',
      'debugTokenExpression-boolean': '#75bdfe',
    },
  },
  'hc-light': {
    bodyClass: 'vscode-high-contrast vscode-high-contrast-light',
    colours: {
      ...CHARTS_LIGHT,
      'testing-iconPassed': '#007100',
      'testing-iconFailed': '#b5200d',
      'editor-background': '#ffffff',
      'editor-foreground': '#292929',
      descriptionForeground: 'rgba(41, 41, 41, 0.7)',
      'editorWidget-background': '#ffffff',
      'sideBar-background': '#ffffff',
      contrastBorder: '#0f4a85',
      contrastActiveBorder: '#006bbd',
      focusBorder: '#006bbd',
      'textLink-foreground': '#0f4a85',
      'dropdown-background': '#ffffff',
      'dropdown-border': '#0f4a85',
      'dropdown-foreground': '#292929',
      'editorHoverWidget-background': '#ffffff',
      'editorHoverWidget-border': '#0f4a85',
      'inputOption-activeBorder': '#006bbd',
      'inputValidation-errorBackground': '#ffffff',
      'inputValidation-errorBorder': '#0f4a85',
      errorForeground: '#b5200d',
      'debugTokenExpression-name': '#292929',
      'debugTokenExpression-string': '#b5200d',
      'debugTokenExpression-number': '#007100',
      'debugTokenExpression-boolean': '#0f4a85',
    },
  },
};

export function applyTheme(name: ThemeName): void {
  const { bodyClass, colours } = THEMES[name];
  document.body.className = bodyClass;
  const style = document.documentElement.style;
  style.cssText = '';
  for (const [variable, colour] of Object.entries(colours)) style.setProperty(`--vscode-${variable}`, colour);
  style.setProperty('--vscode-font-family', '"Segoe UI", Ubuntu, "Droid Sans", "DejaVu Sans", sans-serif');
  style.setProperty('--vscode-editor-font-family', '"Droid Sans Mono", "DejaVu Sans Mono", monospace');
  style.setProperty('--vscode-editor-font-size', '12px');
}
